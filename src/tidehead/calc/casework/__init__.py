"""Work with a declared life: replayed from its log, with clocks that pause, on a working calendar."""
