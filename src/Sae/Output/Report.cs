using System.Globalization;
using System.Text;
using System.Text.Json;
using SparseAutoencoders;

namespace Sae.Output;

/// <summary>What a command found: an aligned table for people, one line of JSON for programs.</summary>
internal sealed class Report
{
    private readonly List<(string Key, object Value, string Summary, bool IsShare)> _entries = [];

    /// <summary>Adds a figure or a word.</summary>
    /// <param name="key">JSON key.</param>
    /// <param name="value">A number, a bool, a word, words, sizes, or a list of objects given as dictionaries.</param>
    /// <param name="summary">What it means; empty where the key says it. A list that has one is told by it and the number of its objects, where it is not JSON.</param>
    /// <param name="isShare">A table shows it in percent.</param>
    /// <exception cref="InvalidDataException">A number is NaN or infinite: no figure of ours may be.</exception>
    public Report Add(string key, object value, string summary = "", bool isShare = false)
    {
        if (value is double number && !double.IsFinite(number))
            throw new InvalidDataException($"{key}: the figure is {number.ToString(CultureInfo.InvariantCulture)}. The numbers ran away: take a smaller --learning-rate, or scale the rows with --scale.");
        _entries.Add((key, value, summary, isShare));
        return this;
    }

    /// <summary>Adds every figure of an evaluation.</summary>
    /// <param name="evaluation">The figures.</param>
    /// <param name="prefix">Put before each key.</param>
    /// <param name="timing">Seconds and rows per second to be told in place of the evaluation's own.</param>
    public Report Add(Evaluation evaluation, string prefix = "", (double Seconds, double RowsPerSecond)? timing = null)
    {
        foreach (var metric in evaluation.Metrics)
        {
            var value = (metric.Key, timing) switch
            {
                ("seconds", { } training) => training.Seconds,
                ("rows_per_second", { } training) => training.RowsPerSecond,
                _ => metric.Read(evaluation),
            };
            Add(prefix + metric.Key, metric.Whole ? (long)value : (object)value, metric.Summary, metric.IsShare);
        }
        return Add(prefix + "idle_units", (IReadOnlyList<IReadOnlyDictionary<string, object>>)[.. evaluation.IdleUnits.Select(Idle)], Idle(evaluation.IdleUnits));
    }

    /// <summary>The units of each cause, as many as fit into a line.</summary>
    private static string Idle(IReadOnlyList<IdleUnit> units)
    {
        const int named = 8;
        var causes = units.GroupBy(unit => unit.Cause).OrderBy(cause => cause.Key).Select(cause =>
        {
            var names = cause.Take(named).Select(unit => unit.TwinOf is { } other ? string.Create(CultureInfo.InvariantCulture, $"{unit.Unit} (of {other})") : Shown(unit.Unit));
            return $"{Setting.Show(cause.Key)}: {string.Join(", ", names)}{(cause.Count() > named ? string.Create(CultureInfo.InvariantCulture, $" and {cause.Count() - named} more") : "")}";
        });
        return units.Count == 0 ? "units that carry nothing" : $"units that carry nothing; {string.Join("; ", causes)}";
    }

    private static Dictionary<string, object> Idle(IdleUnit idle)
    {
        var record = new Dictionary<string, object> { ["unit"] = idle.Unit, ["cause"] = idle.Cause };
        if (idle.TwinOf is { } other) record["of"] = other;
        return record;
    }

    /// <summary>Writes the report as one line of JSON or as a table.</summary>
    public void Write(TextWriter writer, bool json)
    {
        if (json) writer.WriteLine(Json());
        else WriteTable(writer);
    }

    /// <summary>One JSON object on one line; numbers in their shortest form that reads back the same.</summary>
    public string Json()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach (var (key, value, _, _) in _entries)
            {
                json.WritePropertyName(key);
                WriteValue(json, value);
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private void WriteTable(TextWriter writer)
    {
        if (_entries.Count == 0) return;
        var keys = _entries.Max(entry => entry.Key.Length);
        var values = _entries.Where(entry => entry.Summary.Length > 0).Select(entry => Shown(entry.Value, entry.IsShare).Length).DefaultIfEmpty().Max();
        foreach (var (key, value, summary, isShare) in _entries)
        {
            if (value is IReadOnlyList<IReadOnlyDictionary<string, object>> list && summary.Length == 0)
            {
                foreach (var record in list) writer.WriteLine($"{key.PadRight(keys)}  {string.Join("  ", record.Values.Select(Shown))}");
                continue;
            }
            var text = value is string || summary.Length == 0 ? Shown(value, isShare).PadRight(values) : Shown(value, isShare).PadLeft(values);
            writer.WriteLine($"{key.PadRight(keys)}  {text}  {summary}".TrimEnd());
        }
    }

    private static string Shown(object value, bool isShare) => isShare && value is double share ? Figure.Percent(share) : Shown(value);

    /// <summary>A value as a table shows it: numbers with six digits.</summary>
    public static string Shown(object? value) => value switch
    {
        double number when number == 0 || (Math.Abs(number) >= 1e-4 && Math.Abs(number) < 1e7) => number.ToString("0.######", CultureInfo.InvariantCulture),
        double number => number.ToString("0.#####E+0", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        Enum word => Setting.Show(word),
        IReadOnlyList<IReadOnlyDictionary<string, object>> list => Shown(list.Count),
        IReadOnlyList<string> texts => string.Join(", ", texts.Select(text => MessageText.Visible(text))),
        IReadOnlyList<long> shape => $"({string.Join(", ", shape)})",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case double number: json.WriteNumberValue(number); break;
            case int whole: json.WriteNumberValue(whole); break;
            case long whole: json.WriteNumberValue(whole); break;
            case ulong whole: json.WriteNumberValue(whole); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case Enum word: json.WriteStringValue(Setting.Show(word)); break;
            case IReadOnlyList<long> shape:
                json.WriteStartArray();
                foreach (var size in shape) json.WriteNumberValue(size);
                json.WriteEndArray();
                break;
            case IReadOnlyList<int> numbers:
                json.WriteStartArray();
                foreach (var whole in numbers) json.WriteNumberValue(whole);
                json.WriteEndArray();
                break;
            case IReadOnlyList<string> texts:
                json.WriteStartArray();
                foreach (var text in texts) json.WriteStringValue(text);
                json.WriteEndArray();
                break;
            case IReadOnlyDictionary<string, object> record:
                json.WriteStartObject();
                foreach (var (key, inner) in record)
                {
                    json.WritePropertyName(key);
                    WriteValue(json, inner);
                }
                json.WriteEndObject();
                break;
            case IReadOnlyList<IReadOnlyDictionary<string, object>> list:
                json.WriteStartArray();
                foreach (var record in list) WriteValue(json, record);
                json.WriteEndArray();
                break;
            default: json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }
}
