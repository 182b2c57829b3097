"""The tutorials as a book: static pages with figures, formulas and search, which need no network."""

from emolab.teach.book.build import Built, build
