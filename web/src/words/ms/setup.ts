/** What pages say on which something is set up rather than worked with, by file; a part of its own, for all of them are too long for one. */
export default import.meta.glob<Record<string, unknown>>('./{assistant,channels,companies,company,knowledge,models,onboarding,privacy,security,sso,templates,vendor}.json', { eager: true, import: 'default' })
