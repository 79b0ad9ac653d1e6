import java.net.ServerSocket

fun main() {
    ServerSocket(0).close()
    println("Hello from Kotlin")
}
