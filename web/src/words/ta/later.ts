/** Everything else, by file. */
export default import.meta.glob<Record<string, unknown>>(['./*.json', '!./{app,inbox,nav}.json'], { eager: true, import: 'default' })
