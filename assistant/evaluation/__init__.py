"""How well an archive answers: questions with known answers, measures, and what each kind of evidence is worth."""
