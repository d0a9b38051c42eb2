"""Papers that leave the house: one description, written as Word and as PDF."""

from tidehead.city.shell.papers.describing import Grid, Paper, Picture, grid_of
from tidehead.city.shell.papers.pdf import PDF_TYPE, pdf_of
from tidehead.city.shell.papers.word import DOCX_TYPE, docx_of

__all__ = ["DOCX_TYPE", "PDF_TYPE", "Grid", "Paper", "Picture", "docx_of", "grid_of", "pdf_of"]
