/** Scripts from right to left, and marks that turn a text around. */
const TURNS = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff]|[\ud802\ud803\ud83a\ud83b]/
const MARKS = /[\u202a-\u202e\u2066-\u2069]/g

/** A name somebody else has chosen, within a sentence of ours: whichever way it runs, the sentence goes on as it began. */
export const isolated = (name: string): string => (TURNS.test(name) ? `\u2068${name.replace(MARKS, '')}\u2069` : name)
