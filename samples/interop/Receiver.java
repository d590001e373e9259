// Receives webhooks signed by Standard Webhooks, with the HTTP server that comes with Java: java Receiver.java 5009 whsec_...
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

class Receiver {
    static final Set<String> SEEN = ConcurrentHashMap.newKeySet(); // a table with a unique key, in a real receiver

    public static void main(String[] args) throws Exception {
        var key = new SecretKeySpec(Base64.getDecoder().decode(args[1].replace("whsec_", "")), "HmacSHA256");
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])), 0);
        server.createContext("/", exchange -> {
            var body = exchange.getRequestBody().readNBytes(1024 * 1024); // the bytes as received, before anything parses them
            String id = String.valueOf(exchange.getRequestHeaders().getFirst("webhook-id"));
            String sent = String.valueOf(exchange.getRequestHeaders().getFirst("webhook-timestamp"));
            String signatures = String.valueOf(exchange.getRequestHeaders().getFirst("webhook-signature"));
            var signed = sign(key, id + "." + sent + ".", body);
            var isSigned = Stream.of(signatures.split(" ")).anyMatch(given -> MessageDigest.isEqual(given.getBytes(), signed.getBytes()));
            var isFresh = isSigned && Math.abs(Instant.now().getEpochSecond() - Long.parseLong(sent)) <= 300;
            System.out.println(id + (isFresh ? SEEN.add(id) ? " accepted" : " duplicate" : " refused"));
            exchange.sendResponseHeaders(isFresh ? 200 : 401, -1);
        });
        server.start();
        System.out.println("listening on http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    static String sign(SecretKeySpec key, String prefix, byte[] body) {
        try { var mac = Mac.getInstance("HmacSHA256"); mac.init(key); mac.update(prefix.getBytes());
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (java.security.GeneralSecurityException exception) { throw new IllegalStateException(exception); }
    }
}
