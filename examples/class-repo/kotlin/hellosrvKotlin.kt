// Hello Internet server: java -jar hellosrvKotlin.jar PORT

import java.io.ByteArrayOutputStream
import java.io.IOException
import java.net.InetSocketAddress
import java.net.ServerSocket
import java.net.Socket
import java.net.SocketTimeoutException
import kotlin.concurrent.thread
import kotlin.system.exitProcess

private const val BACKLOG = 25
private const val MAX_MESSAGE = 1024
private const val SILENCE_MS = 1000 // a client that is silent for this long is given up
private const val PAUSE_MS = 200 // a pause that ends a message

private fun fail(code: Int, text: String): Nothing {
    System.err.println("hellosrvKotlin: $text")
    exitProcess(code)
}

/** One message: up to a newline, a pause, or the end of what the client sends. */
private fun Socket.readMessage(): String {
    val message = ByteArrayOutputStream()
    val buffer = ByteArray(MAX_MESSAGE)
    soTimeout = SILENCE_MS
    try {
        while (message.size() < MAX_MESSAGE) {
            val count = getInputStream().read(buffer)
            if (count == -1) break
            message.write(buffer, 0, count)
            if (buffer.take(count).contains('\n'.code.toByte())) break
            soTimeout = PAUSE_MS
        }
    } catch (e: SocketTimeoutException) {
        // the client has said what it wanted to say
    }
    return message.toString("UTF-8").trim()
}

private fun goodbye(message: String): String {
    val language = message.removePrefix("Hello in ")
    return if (language == message) "Goodbye in Kotlin\n" else "Goodbye $language from Kotlin\n"
}

private fun serve(client: Socket) {
    try {
        client.use {
            val message = it.readMessage()
            if (message.isNotEmpty()) {
                println("${it.inetAddress.hostAddress}: $message")
                it.getOutputStream().write(goodbye(message).toByteArray())
            }
        }
    } catch (e: IOException) {
        // the client has gone; the others do not notice
    }
}

private fun listen(port: Int): ServerSocket =
    try {
        ServerSocket().apply {
            reuseAddress = true
            bind(InetSocketAddress("0.0.0.0", port), BACKLOG)
        }
    } catch (e: IOException) {
        fail(1, "cannot listen on port $port: ${e.message}")
    }

fun main(args: Array<String>) {
    if (args.size != 1) fail(2, "usage: hellosrvKotlin PORT")
    val port = args[0].takeIf { it.matches(Regex("[0-9]{1,5}")) }?.toInt() ?: 0
    if (port !in 1..65535) fail(2, "bad port '${args[0]}', it must be a number from 1 to 65535")

    val listener = listen(port)
    while (true) {
        val client = listener.accept()
        thread { serve(client) }
    }
}
