// Hello Internet client: java -jar helloKotlin.jar HOST PORT

import java.io.ByteArrayOutputStream
import java.io.IOException
import java.io.InputStream
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.Socket
import java.net.UnknownHostException
import kotlin.system.exitProcess

private const val GREETING = "Hello in Kotlin\n"
private const val CONNECT_TIMEOUT_MS = 5000
private const val NEWLINE = '\n'.code

private fun fail(code: Int, text: String): Nothing {
    System.err.println("helloKotlin: $text")
    exitProcess(code)
}

/** The port, or null if the text is not a number from 1 to 65535. */
private fun parsePort(text: String): Int? =
    text.takeIf { it.matches(Regex("[0-9]{1,5}")) }?.toInt()?.takeIf { it in 1..65535 }

/** Connects to the first address of the host that accepts. */
private fun connect(host: String, port: Int): Socket {
    var problem = IOException("no address")
    for (address in InetAddress.getAllByName(host)) {
        val socket = Socket()
        try {
            socket.connect(InetSocketAddress(address, port), CONNECT_TIMEOUT_MS)
            return socket
        } catch (e: IOException) {
            socket.close()
            problem = e
        }
    }
    throw problem
}

/**
 * Reads one line, or everything until the server closes if it sends no newline. An error behind some
 * text (a server that closes in a hurry) ends the reply as well.
 */
private fun readReply(input: InputStream): ByteArray {
    val reply = ByteArrayOutputStream()
    val buffered = input.buffered()
    try {
        var next = buffered.read()
        while (next != -1) {
            reply.write(next)
            if (next == NEWLINE) break
            next = buffered.read()
        }
    } catch (e: IOException) {
        if (reply.size() == 0) throw e
    }
    return reply.toByteArray()
}

fun main(args: Array<String>) {
    if (args.size != 2) fail(2, "usage: helloKotlin HOST PORT")
    val host = args[0]
    val port = parsePort(args[1]) ?: fail(2, "bad port '${args[1]}', it must be a number from 1 to 65535")

    try {
        connect(host, port).use { socket ->
            socket.getOutputStream().write(GREETING.toByteArray())
            val reply = readReply(socket.getInputStream())
            if (reply.isEmpty()) fail(1, "$host port $port closed the connection without a reply")
            System.out.write(reply, 0, reply.size)
            if (reply.last() != NEWLINE.toByte()) println()
            System.out.flush()
        }
    } catch (e: UnknownHostException) {
        fail(1, "unknown host '$host'")
    } catch (e: IOException) {
        fail(1, "$host port $port: ${e.message}")
    }
}
