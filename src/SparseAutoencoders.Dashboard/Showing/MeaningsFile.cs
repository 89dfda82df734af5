using System.Text.Json;

namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>Meanings kept beside the model, as <see cref="FindingsFile"/> keeps findings: those of other captions are others, and the findings stay.</summary>
internal static class MeaningsFile
{
    private const string Format = "sparse-autoencoders-meanings/1";

    /// <summary>Where the meanings of a model's units are.</summary>
    public static string PathFor(string model) => model + ".words.pages";

    /// <summary>Writes meanings, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="meanings">What units stand for.</param>
    /// <param name="subject">What it is about: digests of model, rows and what is written beside them.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Meanings meanings, string subject)
    {
        var units = meanings.Units;
        var words = units.SelectMany(unit => unit.Words.Select(word => (unit.Unit, Word: word))).ToArray();
        var labels = units.SelectMany(unit => unit.Labels.Select(label => (unit.Unit, Label: label))).ToArray();
        var told = units.Where(unit => unit.Label is not null).Select(unit => (unit.Unit, Label: unit.Label!)).ToArray();
        SafetensorsContent[] tensors =
        [
            Of("units", units.SelectMany(unit => new[] { unit.ActiveRows, unit.ActiveShare, unit.ActivationMean, unit.ActivationMax, unit.RankCorrelation }), units.Count, 5),
            Of("words", words.SelectMany(one => new[] { one.Unit, one.Word.Score, one.Word.Weight, one.Word.Share, one.Word.ShareOfAll }), words.Length, 5),
            Of("labels", labels.SelectMany(one => new[] { one.Unit, one.Label.Share, one.Label.ShareOfAll }), labels.Length, 3),
            Of("told", told.SelectMany(one => new[] { one.Unit, one.Label.Threshold, one.Label.Precision, one.Label.Recall, one.Label.F1, one.Label.Auc }), told.Length, 6),
        ];
        Dictionary<string, string> metadata = new()
        {
            ["format"] = Format,
            ["subject"] = subject,
            ["fault"] = meanings.Fault ?? "",
            ["words"] = JsonSerializer.Serialize(words.Select(one => one.Word.Word)),
            ["labels"] = JsonSerializer.Serialize(labels.Select(one => one.Label.Label)),
            ["told"] = JsonSerializer.Serialize(told.Select(one => one.Label.Label)),
        };
        WholeFile.Write(path, stream => SafetensorsFile.Write(stream, tensors, metadata));

        static SafetensorsContent Of(string name, IEnumerable<double> numbers, params long[] shape) => SafetensorsContent.Of<double>(name, numbers.ToArray(), shape);
    }

    /// <summary>Reads meanings; null if there are none about this subject.</summary>
    /// <param name="path">The file.</param>
    /// <param name="subject">What they are to be about.</param>
    /// <param name="units">Units of the model.</param>
    public static Meanings? Read(string path, string subject, int units)
    {
        if (!File.Exists(path)) return null;
        try
        {
            using var file = SafetensorsFile.Open(path);
            if (file.Metadata.GetValueOrDefault("format") != Format || file.Metadata.GetValueOrDefault("subject") != subject) return null;
            var activity = Lines("units", 5);
            if (activity.Length != units) return null;
            var words = Named("words", 5).ToLookup(one => one.Unit, one => new UnitWord(one.Name, one.Numbers[1], one.Numbers[2], one.Numbers[3], one.Numbers[4]));
            var labels = Named("labels", 3).ToLookup(one => one.Unit, one => new UnitLabel(one.Name, one.Numbers[1], one.Numbers[2]));
            var told = Named("told", 6).ToDictionary(one => one.Unit, one => new LabelScore(one.Name, one.Numbers[1], one.Numbers[2], one.Numbers[3], one.Numbers[4], one.Numbers[5]));
            return new Meanings
            {
                Fault = file.Metadata["fault"] is { Length: > 0 } fault ? fault : null,
                Units =
                [
                    .. activity.Select((numbers, l) => new UnitMeaning
                    {
                        Unit = l,
                        ActiveRows = (int)numbers[0],
                        ActiveShare = numbers[1],
                        ActivationMean = numbers[2],
                        ActivationMax = numbers[3],
                        RankCorrelation = numbers[4],
                        Rows = [],
                        Words = [.. words[l]],
                        Labels = [.. labels[l]],
                        Label = told.GetValueOrDefault(l),
                    }),
                ],
            };

            double[][] Lines(string name, int each)
            {
                var numbers = new double[file.Find(name)?.Count ?? throw new InvalidDataException(name)];
                file.Read<double>(name, numbers);
                return [.. numbers.Chunk(each)];
            }

            IEnumerable<(int Unit, string Name, double[] Numbers)> Named(string name, int each)
            {
                var (lines, names) = (Lines(name, each), JsonSerializer.Deserialize<string[]>(file.Metadata[name]) ?? throw new JsonException());
                return names.Length == lines.Length ? lines.Zip(names, (line, text) => ((int)line[0], text, line)) : throw new InvalidDataException(name);
            }
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException or JsonException or KeyNotFoundException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
