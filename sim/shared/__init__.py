"""What several questions use: statistics, drawing, sentences, pages."""
