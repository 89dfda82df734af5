using System.Text.Json;
using System.Text.Json.Nodes;

namespace SparseAutoencoders;

/// <summary>What a model that another tool made says of itself.</summary>
public sealed record ModelOrigin
{
    /// <summary>Name of its format, as <c>sae convert --to</c> takes it: "saelens".</summary>
    public required string Format { get; init; }

    /// <summary>What the tool is called.</summary>
    public required string Tool { get; init; }

    /// <summary>The tool's version; null where the file does not say it.</summary>
    public string? Version { get; init; }

    /// <summary>What it was made for, by the file's own keys: model, layer, place in it.</summary>
    public IReadOnlyDictionary<string, string> MadeFor { get; init; } = new Dictionary<string, string>();

    /// <summary>All arrays in the file; none where it was saved as one of this library's.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; init; } = [];

    /// <summary>What else is in the file and is not used: keys of its description, and arrays.</summary>
    public IReadOnlyList<string> Unused { get; init; } = [];

    /// <summary>How it was taken where that is not plain, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The file's own description, to be written again.</summary>
    internal JsonObject? Config { get; init; }

    /// <summary>Number types of its arrays, by their names in the file.</summary>
    internal IReadOnlyDictionary<string, string> Types { get; init; } = new Dictionary<string, string>();

    /// <summary>Number types that blocks were read in, by the blocks' names.</summary>
    internal IReadOnlyDictionary<string, string> BlockTypes { get; init; } = new Dictionary<string, string>();

    /// <summary>Texts in the file of arrays itself.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> FileTexts { get; init; } = [];

    /// <summary>Arrays that are not used, to be written again.</summary>
    internal IReadOnlyList<ForeignTensor> Extra { get; init; } = [];

    /// <summary>What it was before it was written for this tool; null where that is not known.</summary>
    internal ModelOrigin? Earlier { get; init; }

    /// <summary>The same as JSON, without arrays.</summary>
    internal JsonObject ToJson()
    {
        var json = new JsonObject { ["format"] = Format, ["tool"] = Tool };
        if (Version is not null) json["version"] = Version;
        json["made_for"] = new JsonObject(MadeFor.Select(pair => new KeyValuePair<string, JsonNode?>(pair.Key, pair.Value)));
        json["unused"] = new JsonArray([.. Unused.Select(name => (JsonNode?)name)]);
        json["notes"] = new JsonArray([.. Notes.Select(note => (JsonNode?)note)]);
        json["types"] = new JsonObject(Types.Select(pair => new KeyValuePair<string, JsonNode?>(pair.Key, pair.Value)));
        if (Config is not null) json["config"] = Config.DeepClone();
        return json;
    }

    /// <exception cref="FormatException">It is not what <see cref="ToJson"/> wrote.</exception>
    internal static ModelOrigin OfJson(string text)
    {
        try
        {
            var json = (JsonObject)JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false, MaxDepth = 40 })!;
            return new()
            {
                Format = json["format"]!.GetValue<string>(),
                Tool = json["tool"]!.GetValue<string>(),
                Version = json["version"]?.GetValue<string>(),
                MadeFor = Texts("made_for"),
                Unused = [.. ((JsonArray)json["unused"]!).Select(name => name!.GetValue<string>())],
                Notes = [.. ((JsonArray)json["notes"]!).Select(note => note!.GetValue<string>())],
                Types = Texts("types"),
                Config = json["config"] as JsonObject,
            };

            Dictionary<string, string> Texts(string key) => ((JsonObject)json[key]!).ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>());
        }
        catch (Exception exception) when (exception is JsonException or InvalidCastException or InvalidOperationException or NullReferenceException or FormatException)
        {
            throw new FormatException("'origin' is not what this library writes", exception);
        }
    }
}
