/** Messages that are held and of which a notice has been shown here: a row that comes into view again shows none. */
export const told = new Set<string>()
