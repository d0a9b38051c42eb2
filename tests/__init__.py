"""The tests of Tidehead; a package, because others install one of this name beside their own."""
