// The page that is shown without a network: in the language chosen here before, and gone once there is one again.
const WORDS = {
  ms: ['Tiada sambungan', 'Sembang dibuka semula sebaik anda dalam talian.', 'Cuba lagi'],
  zh: ['没有网络连接', '恢复联网后 Sembang 会重新打开。', '重试'],
  ta: ['இணைப்பு இல்லை', 'நீங்கள் இணைந்தவுடன் Sembang மீண்டும் திறக்கும்.', 'மீண்டும் முயலவும்'],
}
let chosen = null
try {
  chosen = localStorage.getItem('sembang.language')
} catch (storageRefused) {
  console.debug('The language is not readable', storageRefused)
}
const language = [chosen, ...navigator.languages].map(tag => tag?.toLowerCase().split('-')[0]).find(tag => tag === 'en' || tag in WORDS)
if (language in WORDS) {
  document.documentElement.lang = language
  ;['title', 'text', 'again'].forEach((id, index) => (document.getElementById(id).textContent = WORDS[language][index]))
}
document.getElementById('again').href = location.href
addEventListener('online', () => location.reload())
