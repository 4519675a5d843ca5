"""What builds and checks the course: notebooks, website, slides, the instructor's guide."""
