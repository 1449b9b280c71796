"""A seat in the model: one party's decisions are a person's, week by week."""
