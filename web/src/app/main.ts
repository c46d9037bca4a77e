import './app.css'
import { PiniaColada } from '@pinia/colada'
import ui from '@nuxt/ui/vue-plugin'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { everyWord, i18n, preferredLanguage, speak } from '@/platform/i18n'
import App from './App.vue'
import { refuseIconRequests } from './icons'
import { router } from './router'

refuseIconRequests()
await speak(preferredLanguage(), { chosen: false })
createApp(App).use(createPinia()).use(PiniaColada, {}).use(i18n).use(router).use(ui).mount('#app')
// Before the network may be gone. Who needs them sooner, or after all, asks again.
setTimeout(() => everyWord().catch(() => undefined), 3_000)
