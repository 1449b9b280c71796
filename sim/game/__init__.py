"""A seat in the model, alone or as a class: choices, views, saved games, the debrief."""
