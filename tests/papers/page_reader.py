"""Read a page as a browser would, without one."""

import html.parser

VOID = {"meta", "link", "input", "br", "img"}


class Reader(html.parser.HTMLParser):
    """Tags that are not closed, ids, links, and whatever could ask for something."""

    def __init__(self, text):
        super().__init__()
        self.open, self.wrong, self.ids, self.hrefs, self.sources, self.scripts = [], [], [], [], [], 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.ids += [values["id"]] if "id" in values else []
        if "href" in values and tag == "a":
            self.hrefs.append(values["href"])
        self.sources += [v for k, v in attributes if k in ("src", "srcset", "action", "data")]
        self.sources += [values["href"]] if tag == "link" else []
        self.scripts += tag == "script"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append((tag, self.getpos()))
