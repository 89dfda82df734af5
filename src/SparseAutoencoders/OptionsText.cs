using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SparseAutoencoders;

/// <summary>Training options as a flat JSON object: every setting by its key, every choice by its name. Made from <see cref="Choices"/>.</summary>
internal static class OptionsText
{
    /// <summary>What does not change the result is not written: two models that are the same have the same text.</summary>
    private static readonly string[] LeftOut = ["threads"];

    /// <summary>Settings that are written only where they are not what they would be anyway.</summary>
    private static readonly string[] Rare = ["shards"];

    private static readonly TrainingOptions Ordinary = new();

    /// <summary>Settings that came after the first files were written: where they are missing, the default was meant.</summary>
    private static readonly string[] Later = ["keep_rows", "impute", "input_names", "outputs", "output_names", "shards", "origin"];

    /// <summary>The options as JSON.</summary>
    /// <param name="options">What to write.</param>
    /// <param name="choices">Names and settings.</param>
    /// <param name="more">Further keys, written first.</param>
    public static string Write(TrainingOptions options, Choices choices, params ReadOnlySpan<(string Key, object Value)> more)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var (key, value) in more) WriteValue(json, key, value);
            foreach (var setting in choices.Common)
                if (!LeftOut.Contains(setting.Key) && !(Rare.Contains(setting.Key) && Equals(setting.Get(options), setting.Get(Ordinary)))) WriteValue(json, setting.Key, setting.Get(options)!);
            if (options.Image is { } image) json.WriteString("image", image.ToString());
            WriteChoice(json, "sparsity", choices.Sparsities, options.Sparsity);
            WriteChoice(json, "loss", choices.Losses, options.Loss);
            WriteChoice(json, "optimizer", choices.Optimizers, options.Optimizer);
            WriteChoice(json, "scale", choices.Scalings, options.Scaling);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="choices">Names and settings.</param>
    /// <param name="more">Keys that stand there besides, with their values as text on return.</param>
    /// <param name="rest">Takes every other key; null refuses them.</param>
    /// <exception cref="FormatException">A key, a name or a value that is not understood.</exception>
    public static TrainingOptions Read(string text, Choices choices, IDictionary<string, string> more, IDictionary<string, string>? rest = null)
    {
        Dictionary<string, string> values;
        try
        {
            using var document = JsonDocument.Parse(text);
            values = document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString()! : p.Value.GetRawText());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException("its description is not a JSON object with distinct keys");
        }

        foreach (var key in more.Keys.ToArray())
            more[key] = values.Remove(key, out var value) ? value : Later.Contains(key) ? "" : throw new FormatException($"'{key}' is missing");
        ImageShape? image = null;
        if (values.Remove("image", out var shape)) image = ImageShape.TryParse(shape, out var parsed) ? parsed : throw new FormatException($"'image' is '{MessageText.Visible(shape)}'");
        var options = new TrainingOptions
        {
            Choices = choices,
            Image = image,
            Sparsity = ReadChoice(values, "sparsity", choices.Sparsities),
            Loss = ReadChoice(values, "loss", choices.Losses),
            Optimizer = ReadChoice(values, "optimizer", choices.Optimizers),
            Scaling = ReadChoice(values, "scale", choices.Scalings),
        };
        ReadSettings(values, options, choices.Common);
        if (rest is not null)
        {
            foreach (var (key, value) in values) rest[key] = value;
        }
        else if (values.Count > 0) throw new FormatException($"'{MessageText.Visible(values.Keys.First())}' is not known");
        return options;
    }

    /// <summary>Reads a list of texts, as <see cref="Write"/> wrote it.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static IReadOnlyList<string> ReadTexts(string key, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return [.. document.RootElement.EnumerateArray().Select(element => element.GetString() ?? throw new FormatException($"'{key}' holds null"))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new FormatException($"'{key}' is no list of texts");
        }
    }

    private static void WriteChoice<TOptions>(Utf8JsonWriter json, string key, IReadOnlyList<Choice<TOptions>> choices, TOptions options) where TOptions : class
    {
        var choice = Choices.Find(choices, options);
        json.WriteString(key, choice.Name);
        foreach (var setting in choice.Settings)
            if (setting.Get(options) is { } value) WriteValue(json, setting.Key, value);
    }

    private static TOptions ReadChoice<TOptions>(Dictionary<string, string> values, string key, IReadOnlyList<Choice<TOptions>> choices) where TOptions : class
    {
        if (!values.Remove(key, out var name)) throw new FormatException($"'{key}' is missing");
        var choice = choices.FirstOrDefault(c => c.Name == name) ?? throw new FormatException($"'{key}' is '{MessageText.Visible(name)}'");
        var options = choice.Create();
        ReadSettings(values, options, choice.Settings);
        return options;
    }

    private static void ReadSettings(Dictionary<string, string> values, object options, IReadOnlyList<Setting> settings)
    {
        foreach (var setting in settings)
        {
            if (LeftOut.Contains(setting.Key)) continue;
            if (!values.Remove(setting.Key, out var text))
            {
                if (setting.MayBeOpen || Later.Contains(setting.Key)) continue;
                throw new FormatException($"'{setting.Key}' is missing");
            }
            if (!setting.TryParse(text, out var value)) throw new FormatException($"'{setting.Key}' is '{MessageText.Visible(text)}'");
            try
            {
                setting.Set(options, value);
            }
            catch (ArgumentOutOfRangeException)
            {
                throw new FormatException($"'{setting.Key}' is {MessageText.Visible(text)}");
            }
        }
    }

    private static void WriteValue(Utf8JsonWriter json, string key, object value)
    {
        switch (value)
        {
            case double number: json.WriteNumber(key, number); break;
            case int number: json.WriteNumber(key, number); break;
            case ulong number: json.WriteNumber(key, number); break;
            case bool flag: json.WriteBoolean(key, flag); break;
            case IReadOnlyList<string> texts:
                json.WriteStartArray(key);
                foreach (var text in texts) json.WriteStringValue(text);
                json.WriteEndArray();
                break;
            case JsonObject part:
                json.WritePropertyName(key);
                part.WriteTo(json);
                break;
            default: json.WriteString(key, value as string ?? Setting.Show(value)); break;
        }
    }
}
