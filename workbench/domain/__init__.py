"""The language of the field: pure values and rules, standard library only, no clock of its own."""
