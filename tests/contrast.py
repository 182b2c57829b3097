"""Whether a page's text stands out from what is behind it, in light and in dark."""

BACKDROP = {False: "rgb(255, 255, 255)", True: "rgb(18, 22, 28)"}  # dark? -> the page's own colour
# what text stands out too little from what is behind it: {bad: {element: ratio}, count}
CONTRAST = """
(() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (c) => { const s = c / 255; return s <= .03928 ? s / 12.92 : ((s + .055) / 1.055) ** 2.4; };
  const luminance = (c) => .2126 * light(c[0]) + .7152 * light(c[1]) + .0722 * light(c[2]);
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] === 1) return c;
    }
    return parse(getComputedStyle(document.documentElement).colorScheme.includes('dark')
      && matchMedia('(prefers-color-scheme: dark)').matches ? 'rgb(18,18,18)' : 'rgb(255,255,255)');
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const bad = {}; let count = 0;
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || ['SCRIPT', 'STYLE'].includes(element.tagName)) continue;
    const style = getComputedStyle(element);
    const a = luminance(parse(style.color)), b = luminance(behind(element));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    count += 1;
    if (ratio < 4.5) bad[element.tagName + '.' + element.className + ' ' + style.color] = ratio;
  }
  const input = document.getElementById('search');
  if (input) {
    const a = luminance(parse(getComputedStyle(input, '::placeholder').color)), b = luminance(behind(input));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) bad.placeholder = ratio;
  }
  return {bad, count};
})()
"""


def check_contrast(browser, path, dark, least=0):
    """All text of a page, what is folded too, has a contrast of 4.5 at least.

    least     how many pieces of text there must be, so that an empty page does not pass
    """
    browser.open(path, 1440, dark=dark)
    browser.ask("document.querySelectorAll('details').forEach(d => d.open = true)")
    backdrop = browser.ask("getComputedStyle(document.body).backgroundColor")
    assert backdrop == BACKDROP[dark], backdrop
    found = browser.ask(CONTRAST)
    assert found["count"] > least and found["bad"] == {}, found
