"""How shoppers find: quizzes, search by words, gifts, skin, shades and sizes."""
