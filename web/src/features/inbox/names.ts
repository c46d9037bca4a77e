import { words } from '@/platform/i18n'

/** Visitors of a website may not have said their name. */
export const contactName = (contact: { name: string | null }): string => contact.name ?? words.t('inbox.unnamed')
