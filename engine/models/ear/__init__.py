"""The ear: places sounds in the space of Ember's words, where like lies near like."""
