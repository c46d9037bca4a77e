import { words } from '@/platform/i18n'
import { isolated } from '@/platform/isolated'

/** Visitors of a website may not have said their name. */
export const contactName = (contact: { name: string | null }): string => (contact.name ? isolated(contact.name) : words.t('inbox.unnamed'))
