// Makes the names of emoji in src/features/inbox/emoji from Unicode's CLDR (Unicode licence, version 3), which is needed
// only here: node emoji.mjs FOLDER, with `npm pack cldr-annotations-full` unpacked there. Flags have names of their own below.
import { readFileSync, writeFileSync } from 'node:fs'

const SIGNS = `
😀 😃 😄 😁 😆 😅 🤣 😂 🙂 🙃 😉 😊 😇 🥰 😍 🤩 😘 😗 😚 😙 😋 😛 😜 🤪 😝 🤑 🤗 🤭 🤫 🤔 🤐 🤨 😐 😑 😶 😏 😒 🙄 😬 😌 😔 😪 😴 😷 🤒 🤕 🤢 🤮 🤧 🥵 🥶 🥴 😵 🤯 🤠 🥳 😎 🤓 🧐
😕 😟 🙁 😮 😯 😲 😳 🥺 😦 😧 😨 😰 😥 😢 😭 😱 😖 😣 😞 😓 😩 😫 🥱 😤 😡 😠 😈 👻 🤖 🙈 🙉 🙊
💋 💌 💘 💝 💖 💗 💓 💞 💕 ❤️ 🧡 💛 💚 💙 💜 🖤 🤍 💔 💯 💥 💦 💤 💬 💭 👋 ✋ 👌 🤏 ✌️ 🤞 🤟 🤘 🤙 👈 👉 👆 👇 ☝️ 👍 👎 ✊ 👊 👏 🙌 👐 🤲 🤝 🙏 ✍️ 💅 💪 👀 👂 👶 👦 👧 👨 👩 👴 👵 🙋 🤷 🤦 🙇 👮 👷 🧕 👰 🤰 👪
🐶 🐱 🐭 🐰 🐻 🐼 🐯 🦁 🐮 🐷 🐔 🐧 🐦 🦋 🐝 🐢 🐟 🐘 🐉 💐 🌸 🌹 🌺 🌻 🌼 🌷 🌱 🌴 🍀 🍁
🍎 🍌 🍇 🍉 🍊 🍋 🥭 🍍 🍓 🥥 🍅 🌽 🌶️ 🍞 🧀 🍗 🍔 🍟 🍕 🌮 🥗 🍿 🍱 🍙 🍚 🍛 🍜 🍲 🍣 🍦 🍩 🍪 🎂 🍰 🍫 🍬 🍯 🥛 ☕ 🍵 🥤 🧋 🍽️
🏠 🏢 🏥 🏦 🏨 🏪 🏫 🕌 🛕 ⛪ 🚗 🚕 🚌 🚚 🏍️ 🚲 ✈️ 🚢 🚀 ⏰ ⌛ ⏳ 📅 ☀️ ⛅ 🌧️ ⛈️ 🌈 🌙 ⭐ 🌟 ✨ ⚡ 🔥 💧 🌊 ☔ ❄️
🎉 🎊 🎈 🎁 🎀 🏆 🥇 ⚽ 🏀 🏸 🎮 🎵 🎶 🎤 🎨 👓 👕 👖 👗 👟 👠 👜 🎒 💍 💎 👑 📱 💻 🖨️ 📷 🔍 💡 📖 📄 📰 💰 💵 💳 🧾 ✉️ 📧 📦 📬 ✏️ 📝 📌 📍 📎 ✂️ 🔒 🔑 🔨 🔧 💊 🧴 🧹 🛒 🛍️ 📞 ☎️ 📣 🔔 🔕
✅ ✔️ ❌ ❗ ❓ ⚠️ 🚫 ♻️ ➕ ➖ ➡️ ⬅️ ⬆️ ⬇️ 🔄 🆕 🆗 🆓 🔴 🟡 🟢 🔵 ⚪ ⚫`.trim().split(/\s+/)

const FLAGS = {
  '🇲🇾': { en: ['Malaysia', 'flag'], ms: ['Malaysia (bendera)', 'bendera'], zh: ['马来西亚', '国旗'], ta: ['மலேசியா', 'கொடி'] },
  '🇸🇬': { en: ['Singapore', 'flag'], ms: ['Singapura', 'bendera'], zh: ['新加坡', '国旗'], ta: ['சிங்கப்பூர்', 'கொடி'] },
  '🇮🇩': { en: ['Indonesia', 'flag'], ms: ['Indonesia (bendera)', 'bendera'], zh: ['印度尼西亚', '国旗'], ta: ['இந்தோனேசியா', 'கொடி'] },
  '🇧🇳': { en: ['Brunei', 'flag'], ms: ['Brunei (bendera)', 'bendera'], zh: ['文莱', '国旗'], ta: ['புருனை', 'கொடி'] },
  '🇹🇭': { en: ['Thailand', 'flag'], ms: ['Negara Thai', 'bendera'], zh: ['泰国', '国旗'], ta: ['தாய்லாந்து', 'கொடி'] },
  '🇨🇳': { en: ['China', 'flag'], ms: ['Negara China', 'bendera'], zh: ['中国', '国旗'], ta: ['சீனா', 'கொடி'] },
  '🇮🇳': { en: ['India', 'flag'], ms: ['Negara India', 'bendera'], zh: ['印度', '国旗'], ta: ['இந்தியா', 'கொடி'] },
}

const folder = process.argv[2]
for (const language of ['en', 'ms', 'zh', 'ta']) {
  const known = JSON.parse(readFileSync(`${folder}/annotations/${language}/annotations.json`, 'utf8')).annotations.annotations
  const names = sign => {
    const { tts, default: words } = known[sign] ?? known[sign.replaceAll('\u{FE0F}', '')]
    return [...new Set([...tts, ...words.slice(0, 8)])]
  }
  const all = Object.fromEntries([...new Set(SIGNS)].map(sign => [sign, names(sign)]))
  for (const [sign, own] of Object.entries(FLAGS)) all[sign] = own[language]
  const lines = Object.entries(all).map(([sign, words]) => `  ${JSON.stringify(sign)}: ${JSON.stringify(words)}`)
  writeFileSync(new URL(`./src/features/inbox/emoji/${language}.json`, import.meta.url), `{\n${lines.join(',\n')}\n}\n`)
}
