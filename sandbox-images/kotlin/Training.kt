import java.io.IOException
import java.io.PrintWriter
import java.net.ServerSocket
import java.net.Socket
import kotlin.concurrent.thread

/** What a small network program uses, so that the compiler's and the library's classes for it enter the archives. */
data class TrainingPeer(val name: String, val port: Int = 0)

class TrainingException(message: String) : Exception(message)

fun serve(server: ServerSocket) {
    server.accept().use { client ->
        val line = client.getInputStream().bufferedReader().readLine() ?: return
        client.getOutputStream().write("$line from ${client.inetAddress.hostAddress}\n".toByteArray())
    }
}

fun main(args: Array<String>) {
    val peers = listOf(TrainingPeer("localhost")).associateBy { it.name }
    ServerSocket(0).use { server ->
        val worker = thread { serve(server) }
        Socket("localhost", server.localPort).use { socket ->
            PrintWriter(socket.getOutputStream(), true).println("Hello in ${args.getOrNull(0) ?: "training"}")
            val buffer = ByteArray(1024)
            val count = socket.getInputStream().read(buffer)
            println(String(buffer, 0, count, Charsets.UTF_8).trim().split(" ").map { it.lowercase() }.joinToString())
        }
        worker.join()
    }
    for ((name, peer) in peers) when {
        peer.port in 1..65535 -> println(name)
        else -> System.err.println("${name.uppercase()}: no port")
    }
    try {
        Socket("localhost", "1".toIntOrNull() ?: throw TrainingException("port")).close()
    } catch (fault: IOException) {
        System.err.println(fault.message)
    }
}
