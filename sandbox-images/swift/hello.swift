import Foundation
import Glibc

close(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
print("Hello from Swift\n".trimmingCharacters(in: .newlines))
