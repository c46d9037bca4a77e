/** All words of this language, by file. */
export default import.meta.glob<Record<string, unknown>>('./*.json', { eager: true, import: 'default' })
