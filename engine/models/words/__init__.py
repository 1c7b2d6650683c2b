"""What Ember reads: prompts as people type them, control tokens, and the transformer that makes both numbers."""
