/** What the inbox and the shell around it say, by file. */
export default import.meta.glob<Record<string, unknown>>('./{app,inbox,nav}.json', { eager: true, import: 'default' })
