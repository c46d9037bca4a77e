/** Everything else, by file. */
export default import.meta.glob<Record<string, unknown>>(['./*.json', '!./{app,inbox,nav}.json', '!./{assistant,channels,companies,company,knowledge,models,onboarding,privacy,security,sso,templates,vendor}.json'], { eager: true, import: 'default' })
