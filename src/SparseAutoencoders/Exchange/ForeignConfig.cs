using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace SparseAutoencoders;

/// <summary>What a file of others' says in words, and which of it has been understood.</summary>
/// <param name="where">The file, for messages.</param>
/// <param name="json">Its object; null for none.</param>
internal sealed class ForeignConfig(string where, JsonObject? json)
{
    private const int LongestFile = 1 << 20;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    private readonly HashSet<string> _used = [];
    private readonly Dictionary<string, ForeignConfig> _parts = [];

    /// <summary>There is none, and nothing in it.</summary>
    public static ForeignConfig None { get; } = new("", null);

    public string Where => where;

    /// <summary>The object itself; null for none.</summary>
    public JsonObject? Json => json;

    /// <summary>Keys that were not asked for.</summary>
    public IEnumerable<string> Unused => (json ?? []).Select(entry => entry.Key).Where(key => !_used.Contains(key)).Concat(_parts.SelectMany(part => part.Value.Unused.Select(key => $"{part.Key}.{key}")));

    public static ForeignConfig Read(string path)
    {
        using var file = ByteSource.Open(path);
        var bytes = file.Head(LongestFile + 1);
        if (bytes.Length > LongestFile) throw new InvalidDataException($"{path}: is longer than a description of a model. Give the file that belongs to the weights.");
        return new(path, Parse(path, bytes));
    }

    /// <exception cref="InvalidDataException">It is no JSON object.</exception>
    public static JsonObject Parse(string where, ReadOnlySpan<byte> text)
    {
        try
        {
            if (Utf8.IsValid(text) && JsonNode.Parse(text, documentOptions: Strict) is JsonObject json && IsText(json)) return json;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)   // the latter: half a surrogate pair as \ud800
        {
        }
        throw new InvalidDataException($"{where}: is not the JSON object that should describe the model. Get or make the file again.");
    }

    // Texts are made of their bytes when they are asked for, and may turn out to be none.
    private static bool IsText(JsonNode? node) => node switch
    {
        JsonObject part => part.All(entry => entry.Key.Length >= 0 && IsText(entry.Value)),
        JsonArray list => list.All(IsText),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>().Length >= 0,
        _ => true,
    };

    public bool Has(string key) => json?[key] is not null;

    /// <summary>A text; null where it is not there or null.</summary>
    public string? Text(string key) => Get(key, JsonValueKind.String)?.GetValue<string>();

    public double? Number(string key) => Get(key, JsonValueKind.Number)?.GetValue<double>();

    /// <summary>A whole number from 0.</summary>
    public int? Count(string key) => Number(key) is not { } number ? null
        : number is >= 0 and <= int.MaxValue && number == Math.Floor(number) ? (int)number : throw Fault(key, "a whole number");

    public bool? Flag(string key)
    {
        _used.Add(key);
        return json?[key] switch
        {
            null => null,
            JsonValue value when value.GetValueKind() is JsonValueKind.True => true,
            JsonValue value when value.GetValueKind() is JsonValueKind.False => false,
            _ => throw Fault(key, "true or false"),
        };
    }

    /// <summary>The kind of a value; null where it is not there.</summary>
    public JsonValueKind? KindOf(string key) => json?[key]?.GetValueKind();

    /// <summary>An object in it; an empty one where it is not there.</summary>
    public ForeignConfig Part(string key)
    {
        _used.Add(key);
        if (_parts.TryGetValue(key, out var known)) return known;
        return _parts[key] = json?[key] switch
        {
            null => new(where, null),
            JsonObject part => new(where, part),
            _ => throw Fault(key, "an object"),
        };
    }

    /// <summary>A number, text or flag in words; null where it is not there, or is something else.</summary>
    public string? Words(string key)
    {
        if (json?[key] is not JsonValue value) return null;
        _used.Add(key);
        return MessageText.Visible(value.ToString(), 200);
    }

    /// <summary>What the keys are called need not be understood.</summary>
    public void Leave(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys) _used.Add(key);
    }

    private JsonValue? Get(string key, JsonValueKind kind)
    {
        _used.Add(key);
        if (json?[key] is not { } node) return null;
        return node is JsonValue value && value.GetValueKind() == kind ? value : throw Fault(key, kind == JsonValueKind.String ? "a text" : "a number");
    }

    private InvalidDataException Fault(string key, string what) => new($"{where}: its '{key}' is not {what}. Get or make the file again.");
}
