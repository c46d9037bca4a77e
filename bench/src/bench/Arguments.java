package bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// `--name` and `--name=value`, as given.
final class Arguments {
    private final Map<String, String> given = new HashMap<>();

    private Arguments() {}

    /// @throws IllegalArgumentException for one that is not known
    static Arguments of(List<String> arguments, Set<String> known) {
        var read = new Arguments();
        for (var argument : arguments) {
            var parts = argument.split("=", 2);
            if (!known.contains(parts[0])) throw new IllegalArgumentException("unknown argument " + argument);
            read.given.put(parts[0], parts.length == 1 ? "" : parts[1]);
        }
        return read;
    }

    boolean has(String name) {
        return given.containsKey(name);
    }

    int whole(String name, int otherwise) {
        return has(name) ? Integer.parseInt(given.get(name)) : otherwise;
    }

    double number(String name, double otherwise) {
        return has(name) ? Double.parseDouble(given.get(name)) : otherwise;
    }

    List<Integer> wholes(String name, List<Integer> otherwise) {
        return has(name) ? parts(name).map(Integer::valueOf).toList() : otherwise;
    }

    List<Double> numbers(String name, List<Double> otherwise) {
        return has(name) ? parts(name).map(Double::valueOf).toList() : otherwise;
    }

    private Stream<String> parts(String name) {
        return Stream.of(given.get(name).split(",")).filter(one -> !one.isEmpty());
    }
}
