using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SparseAutoencoders.Benchmarks;

/// <summary>bench/results/PROCESSOR/NAME.json: the environment, and one measurement a line.</summary>
/// <param name="path">The file; made when the first measurement is added.</param>
internal sealed class ResultsFile(string path)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private Content _content = File.Exists(path) ? Read(path) : new Content(Machine.This, [], []);

    /// <summary>Where it stands.</summary>
    public string Path => path;

    /// <summary>What was measured on.</summary>
    public Machine Machine => _content.Environment;

    /// <summary>What else was there: versions of peers, settings.</summary>
    public IReadOnlyDictionary<string, string> Notes => _content.Notes;

    /// <summary>The measurements.</summary>
    public IReadOnlyList<T> Rows<T>() => [.. _content.Rows.Select(row => row.Deserialize<T>(Json)!)];

    /// <summary>Adds a measurement and writes the file, whole.</summary>
    public void Add<T>(T row)
    {
        _content.Rows.Add(JsonSerializer.SerializeToElement(row, Json));
        Save();
    }

    /// <summary>Says what else was there; written with the next measurement.</summary>
    public void Note(string key, string value) => _content.Notes[key] = value;

    /// <summary>Forgets everything, to measure anew on this machine.</summary>
    public void Clear() => _content = new Content(Machine.This, [], []);

    private void Save()
    {
        var text = new StringBuilder();
        text.Append($"{{\n\"environment\": {JsonSerializer.Serialize(_content.Environment, Json)},\n\"notes\": {JsonSerializer.Serialize(_content.Notes, Json)},\n\"rows\": [\n");
        text.AppendJoin(",\n", _content.Rows.Select(row => JsonSerializer.Serialize(row, Json))).Append("\n]\n}\n");
        Directory.CreateDirectory(global::System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".new", text.ToString());
        File.Move(path + ".new", path, overwrite: true);
    }

    private static Content Read(string path) => JsonSerializer.Deserialize<Content>(File.ReadAllText(path), Json)!;

    private sealed record Content(Machine Environment, SortedDictionary<string, string> Notes, List<JsonElement> Rows);
}
