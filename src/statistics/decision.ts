/**
 * The three answers of a test: `holds` (shown to be so), `refuted` (shown not to be so), and `undecided` for everything else. A
 * difference that is "not significant" is `undecided`, never `holds`.
 */
export type Decision = 'holds' | 'refuted' | 'undecided';
