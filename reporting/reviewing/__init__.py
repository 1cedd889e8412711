"""Before a summary is approved, the projects it quotes read it, and then somebody with lived experience does."""
