import java.net.ServerSocket

object Hello extends App {
  new ServerSocket(0).close()
  println("Hello from Scala")
}
