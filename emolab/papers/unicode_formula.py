"""LaTeX of a formula as one line or a few of Unicode text, for a terminal."""

import re
import unicodedata

SYMBOLS = {
    "sum": "∑", "prod": "∏", "int": "∫", "partial": "∂", "nabla": "∇", "infty": "∞", "in": "∈",
    "cdot": "·", "times": "×", "odot": "⊙", "circ": "∘", "oplus": "⊕", "otimes": "⊗", "ast": "*",
    "star": "*", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "approx": "≈",
    "equiv": "≡", "sim": "~", "propto": "∝", "to": "→", "rightarrow": "→", "leftarrow": "←", "gets": "←",
    "mapsto": "↦", "pm": "±", "ldots": "…", "cdots": "⋯", "dots": "…", "vdots": "⋮", "mid": "|",
    "vert": "|", "lvert": "|", "rvert": "|", "Vert": "‖", "lVert": "‖", "rVert": "‖", "|": "‖",
    "top": "ᵀ", "intercal": "ᵀ", "prime": "′", "forall": "∀", "exists": "∃", "notin": "∉", "subset": "⊂",
    "cup": "∪", "cap": "∩", "wedge": "∧", "vee": "∨", "ell": "ℓ", "lfloor": "⌊", "rfloor": "⌋",
    "lceil": "⌈", "rceil": "⌉", "langle": "⟨", "rangle": "⟩", "ll": "≪", "gg": "≫", "{": "{", "}": "}",
    "%": "%", "_": "_", "&": "&", "#": "#", "$": "$", "Rightarrow": "⇒", "implies": "⇒", "iff": "⇔",
    "setminus": "∖", "emptyset": "∅", "Re": "Re", "Im": "Im", "lbrace": "{", "rbrace": "}", "colon": ":",
    "neg": "¬", "land": "∧", "lor": "∨", "triangleq": "≜", "hbar": "ħ", "parallel": "∥", "alpha": "α",
    "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ",
    "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "Upsilon": "Υ",
}  # fmt: skip
SPACES = {
    ",": " ", ";": " ", ":": " ", " ": " ", "!": "", "quad": "   ", "qquad": "     ", "left": "",
    "right": "", "big": "", "Big": "", "bigl": "", "bigr": "", "Bigl": "", "Bigr": "", "bigg": "",
    "Bigg": "", "limits": "", "displaystyle": "", "textstyle": "", "nonumber": "", "middle": "",
    "nolimits": "", "biggl": "", "biggr": "",
}  # fmt: skip
ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303", "bar": "\u0304",
    "overline": "\u0304", "vec": "\u20d7", "dot": "\u0307", "ddot": "\u0308",
}  # fmt: skip
PLAIN = {"mathrm", "text", "mathbf", "boldsymbol", "mathit", "mathcal", "mathbb", "operatorname", "textrm",
         "mathsf", "mathtt", "texttt", "textbf", "textit", "bm", "mbox", "underline", "boxed"}  # fmt: skip
SETS = {"R": "ℝ", "N": "ℕ", "Z": "ℤ", "E": "𝔼", "C": "ℂ", "P": "ℙ"}
SUB = dict(zip("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"))
SUPER = dict(zip("0123456789+-=()niTt′*ᵀ", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀᵗ′*ᵀ"))
TOKEN = re.compile(r"\\([A-Za-z]+)\*?|\\(.)|([{}^_&])|(\s+)|(.)", re.DOTALL)


def unicode_formula(latex):
    """Return LaTeX as Unicode text; fractions and roots keep their brackets, rows become lines."""
    tokens = [match.groups() for match in TOKEN.finditer(latex)]
    text = unicodedata.normalize("NFC", _sequence(tokens, 0, None)[0].replace("\t", " "))
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n")]
    return "\n".join(line for line in lines if line)


def _sequence(tokens, at, until):
    """Text from `at` to the closing token; returns it and the place behind."""
    out = []
    while at < len(tokens):
        command, escaped, mark, space, char = tokens[at]
        if (mark and mark == until) or (command == "end" and until == "end"):
            return "".join(out), at + 1
        if mark in ("^", "_"):
            inside, at = _argument(tokens, at + 1)
            out.append(_raised(inside, mark))
            continue
        if command == "end":
            return "".join(out), at
        text, at = _one(tokens, at)
        if command and text[-1:].isalpha() and text.isascii() and len(text) > 1 and _letter_next(tokens, at):
            text += " "
        if out and text[:1].isalpha() and command and command not in SYMBOLS and _ends_in_letter(out):
            text = " " + text
        out.append(text)
    return "".join(out), at


def _ends_in_letter(out):
    last = next((piece for piece in reversed(out) if piece), "")
    return last[-1:].isalnum()


def _letter_next(tokens, at):
    return at < len(tokens) and bool(tokens[at][4] and tokens[at][4].isalnum())


def _one(tokens, at):
    """One token's text, with its arguments."""
    command, escaped, mark, space, char = tokens[at]
    at += 1
    if space:
        return " ", at
    if char:
        return {"'": "′", "-": "−", "~": " "}.get(char, char), at
    if mark == "{":
        return _sequence(tokens, at, "}")
    if mark == "&":
        return "\t", at
    if mark:
        return mark, at
    if escaped is not None and escaped == "\\":
        return "\n", at
    name = command or escaped
    if name in ("frac", "dfrac", "tfrac"):
        above, at = _argument(tokens, at)
        below, at = _argument(tokens, at)
        return f"{_bracketed(above)}/{_bracketed(below)}", at
    if name == "binom":
        above, at = _argument(tokens, at)
        below, at = _argument(tokens, at)
        return f"({above} over {below})", at
    if name == "sqrt":
        inside, at = _argument(tokens, at)
        return "√" + (inside if len(inside) == 1 else f"({inside})"), at
    if name in ACCENTS:
        inside, at = _argument(tokens, at)
        return (inside + ACCENTS[name] if len(inside) == 1 else f"{name}({inside})"), at
    if name in PLAIN:
        inside, at = _argument(tokens, at)
        return (SETS.get(inside, inside) if name == "mathbb" else inside), at
    if name in ("underbrace", "overbrace", "substack", "mathstrut", "phantom"):
        return _argument(tokens, at)
    if name == "begin":
        return _environment(tokens, at)
    if name in SPACES:
        if name in ("left", "right") and at < len(tokens) and tokens[at][4] == ".":
            return "", at + 1  # an invisible bracket
        return SPACES[name], at
    return SYMBOLS.get(name, name), at  # exp, log, max, ... stand for themselves


def _environment(tokens, at):
    name, at = _argument(tokens, at)
    if name == "array":
        _, at = _argument(tokens, at)
    inside, at = _sequence(tokens, at, "end")
    _, at = _argument(tokens, at)
    between = ", " if name == "cases" or "matrix" in name else " "
    rows = [between.join(" ".join(cell.split()).rstrip(",") for cell in row.split("\t"))
            for row in inside.split("\n") if row.strip()]  # fmt: skip
    if name == "cases":
        return "{ " + "; ".join(rows) + " }", at
    if "matrix" in name:
        return "[" + "; ".join(rows) + "]", at
    return "\n".join(rows), at


def _argument(tokens, at):
    while at < len(tokens) and tokens[at][3]:
        at += 1
    if at >= len(tokens):
        return "", at
    text, at = _one(tokens, at)
    return text.strip(), at


def _bracketed(text):
    whole = re.fullmatch(r"[\w.′\u0300-\u036f₀-₉ᵀ]+|\([^()]*\)", text)
    return text if whole else f"({text})"


def _raised(text, mark):
    table = SUPER if mark == "^" else SUB
    text = text.replace("−", "-")
    if text and all(letter in table for letter in text.replace(" ", "")):
        return "".join(table[letter] for letter in text.replace(" ", ""))
    return mark + (text if len(text) == 1 else f"{{{text}}}").replace("-", "−")
