import Dispatch
import Foundation
import FoundationNetworking
import FoundationXML
import Glibc
import RegexBuilder
import Synchronization

// Imports what network programs import, so that the compiled modules of it are in the image.
let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
print("socket".uppercased(), descriptor >= 0)
close(descriptor)
