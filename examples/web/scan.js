// Opens the camera and lists the texts of the QR codes that it sees, each once.
import init, { Scanner } from 'greengate-qr'

const video = document.querySelector('video')
const list = document.querySelector('ul')
const canvas = document.createElement('canvas')
const context = canvas.getContext('2d', { willReadFrequently: true })
const seen = new Set()

await init()
const scanner = new Scanner()
video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: 1280 } })
await video.play()

const scanFrame = () => {
    canvas.width = video.videoWidth
    canvas.height = video.videoHeight
    context.drawImage(video, 0, 0)
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height)
    for (const { text } of scanner.scanRgba(data, width, height).codes) {
        if (text === null || seen.has(text)) continue
        seen.add(text)
        list.append(Object.assign(document.createElement('li'), { textContent: text }))
    }
    requestAnimationFrame(scanFrame)
}
scanFrame()
