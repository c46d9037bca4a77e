import { en } from '@nuxt/ui/locale'
import { extendLocale } from '@nuxt/ui/composables'
import type { Language } from '@/platform/client'

type Locale = typeof en

const tamil = () =>
  extendLocale(en, {
    name: 'தமிழ்',
    code: 'ta',
    messages: {
      modal: { close: 'மூடு' },
      slideover: { close: 'மூடு' },
    },
  })

/** The few words that the components of the library bring themselves. */
export async function libraryLocale(language: Language): Promise<Locale> {
  if (language === 'ms') return (await import('@nuxt/ui/runtime/locale/ms.js')).default
  if (language === 'zh') return (await import('@nuxt/ui/runtime/locale/zh_cn.js')).default
  return language === 'ta' ? tamil() : en
}
