"""How much one document may ask of the machine, and why that much."""

MEGABYTE = 1 << 20

# A five-year plan with pictures is 5-30 MB; 100 MB is a scan or an attack, and more than a small office's memory.
MAX_FILE_BYTES = 64 * MEGABYTE

# 8 million characters are about 8,000 pages: beyond any document a person reads. Where every line is a figure they give
# half a million records in 650 MB.
MAX_CHARACTERS = 8_000_000

# Real docx parts shrink 5-20 times; 200 times only happens to long runs of one character.
MAX_ZIP_RATIO = 200
MAX_ZIP_BYTES = 256 * MEGABYTE
MAX_ZIP_PART_BYTES = 64 * MEGABYTE
MAX_ZIP_ENTRIES = 10_000

# Below this size a high ratio is harmless (an empty styles part), so only larger parts are judged by it.
ZIP_RATIO_FROM_BYTES = 1 * MEGABYTE

# Word processors nest tables a handful deep and pages nest divs some dozens deep.
MAX_MARKUP_DEPTH = 256

# A long web page has 20,000 tags, a plan of 300 pages in Word 400,000. A page is held whole, at up to 500 bytes a tag;
# of a Word document only one paragraph or table at a time.
MAX_PAGE_TAGS = 1_000_000
MAX_WORD_TAGS = 3_000_000

# A yearbook has 1,000 pages; one page takes 5-500 ms.
MAX_PAGES = 2_000

# Fewer letters than this on a page of pictures means that there is no text layer worth reading.
MIN_LETTERS_PER_SCANNED_PAGE = 10

# Tables wider or taller than this are read as text lines only.
MAX_TABLE_CELLS = 200_000

# One paragraph of an honest text; longer ones are cut here so that no rule looks back further.
MAX_BLOCK_CHARACTERS = 20_000
