using System.Globalization;

namespace Embed;

/// <summary>One meaning of WordNet.</summary>
/// <param name="Class">Its lexicographer class, one of 45: "noun.animal".</param>
/// <param name="Words">The words that have this meaning.</param>
/// <param name="Definition">What it is, without examples.</param>
internal sealed record Synset(string Class, IReadOnlyList<string> Words, string Definition)
{
    /// <summary>The lexicographer classes, by their number in the files. Source: WordNet 3.0, lexnames(5WN).</summary>
    public static IReadOnlyList<string> Classes { get; } =
    [
        "adj.all", "adj.pert", "adv.all", "noun.Tops", "noun.act", "noun.animal", "noun.artifact", "noun.attribute", "noun.body", "noun.cognition", "noun.communication", "noun.event",
        "noun.feeling", "noun.food", "noun.group", "noun.location", "noun.motive", "noun.object", "noun.person", "noun.phenomenon", "noun.plant", "noun.possession", "noun.process",
        "noun.quantity", "noun.relation", "noun.shape", "noun.state", "noun.substance", "noun.time", "verb.body", "verb.change", "verb.cognition", "verb.communication", "verb.competition",
        "verb.consumption", "verb.contact", "verb.creation", "verb.emotion", "verb.motion", "verb.perception", "verb.possession", "verb.social", "verb.stative", "verb.weather", "adj.ppl",
    ];

    /// <summary>As a dictionary has it: the words, a colon, the definition.</summary>
    public string Entry => $"{string.Join(", ", Words)}: {Definition}";

    /// <summary>Reads WordNet's four data files.</summary>
    /// <param name="folder">Where they lie.</param>
    public static IEnumerable<Synset> ReadAll(string folder) =>
        from part in new[] { "noun", "verb", "adj", "adv" }
        from line in File.ReadLines(Path.Combine(folder, $"data.{part}"))
        where !line.StartsWith(' ')                              // the licence
        select Parse(line);

    /// <summary>Reads a line: "02085374 05 n 02 working_dog 0 …  | any of several breeds; "an example"". Source: wndb(5WN).</summary>
    public static Synset Parse(string line)
    {
        var bar = line.IndexOf('|', StringComparison.Ordinal);
        var fields = line[..bar].Split(' ');
        var words = int.Parse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new(Classes[int.Parse(fields[1], CultureInfo.InvariantCulture)], [.. Enumerable.Range(0, words).Select(i => Word(fields[4 + 2 * i]))], WithoutExamples(line[(bar + 1)..].Trim()));
    }

    /// <summary>A gloss up to its first example: a quotation after ";", "," or ":" that is in no brackets. Quotations that are part of the definition stay.</summary>
    public static string WithoutExamples(string gloss)
    {
        var (depth, last) = (0, ' ');
        for (var i = 0; i < gloss.Length; i++)
        {
            var sign = gloss[i];
            if (sign == '"' && depth == 0 && last is ';' or ',' or ':' && gloss[..i].TrimEnd(' ', ';', ',', ':') is { Length: > 0 } definition) return definition;
            if (sign == '(') depth++;
            if (sign == ')') depth = Math.Max(0, depth - 1);
            if (sign != ' ') last = sign;
        }
        return gloss.TrimEnd(' ', ';');
    }

    /// <summary>"galore(ip)" says where an adjective may stand; "_" is a space.</summary>
    private static string Word(string written)
    {
        var marker = written.EndsWith(')') ? written.LastIndexOf('(') : -1;
        return (marker > 0 ? written[..marker] : written).Replace('_', ' ');
    }
}
