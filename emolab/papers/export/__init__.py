"""The ledger as pages: one self-contained HTML file a paper and an index, which need no network."""

from emolab.papers.export.pages import Exported, export
