"""The course as a book: one PDF and one EPUB, of the same pages as the website."""
