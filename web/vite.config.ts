import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import ui from '@nuxt/ui/vite'
import { defineConfig } from 'vite'

const small = { defaultVariants: { size: 'sm' as const } }
/** Where the API answers while developing with `npm run dev`. */
const server = process.env.SEMBANG_URL ?? 'http://localhost:8080'

export default defineConfig({
  plugins: [
    vue(),
    ui({
      autoImport: false,
      // Icons are bundled at build time from whole literals in the sources; none is fetched at run time.
      icon: { clientBundle: { scan: { globInclude: ['src/**/*.{vue,ts}'], globExclude: [] }, sizeLimitKb: 0 } },
      experimental: { componentDetection: true },
      ui: {
        colors: { primary: 'brand', neutral: 'zinc', success: 'green', warning: 'amber', error: 'red', info: 'sky' },
        button: {
          ...small,
          // The library fades a button under the pointer until its words can hardly be read.
          compoundVariants: [
            {
              color: 'primary',
              variant: 'solid',
              class: 'hover:bg-brand-700 active:bg-brand-700 dark:hover:bg-brand-300 dark:active:bg-brand-300',
            },
          ],
        },
        input: small,
        textarea: small,
        select: small,
        inputMenu: small,
        checkbox: small,
        switch: small,
        tabs: small,
        formField: { ...small, slots: { label: 'font-medium text-default', help: 'mt-1 text-xs text-muted', error: 'mt-1 text-xs' } },
        badge: small,
        slideover: { slots: { wrapper: 'min-w-0', title: '[overflow-wrap:anywhere]', description: '[overflow-wrap:anywhere]' } },
        modal: {
          slots: {
            wrapper: 'min-w-0 [overflow-wrap:anywhere]',
            header: 'min-h-12 px-5 py-3 sm:px-5',
            title: 'text-sm font-semibold',
            description: 'mt-0.5 text-body',
            body: 'p-5 sm:p-5',
            footer: 'px-5 py-3 sm:px-5',
          },
        },
      },
    }),
  ],
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  // Short names: the first chunk lists every other by name, to fetch what a page needs at once.
  build: {
    target: 'es2022',
    manifest: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rollupOptions: { output: { chunkFileNames: 'assets/[hash].js' } },
  },
  server: { proxy: { '/api': server, '/media': server } },
})
