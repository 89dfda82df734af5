namespace SparseAutoencoders;

/// <content>Models of other tools: read as they are, written as they want them.</content>
public sealed partial class SparseAutoencoder
{
    /// <summary>Name of this library's own format among those of <see cref="FormatsWritten"/>.</summary>
    public const string OwnFormat = "sparse-autoencoders";

    /// <summary>What the model says of itself where another tool made it; null for models of this library.</summary>
    public ModelOrigin? Origin { get; }

    /// <summary>Formats that models can be written in: this library's own, and those of other tools.</summary>
    public static IReadOnlyList<string> FormatsWritten { get; } = [OwnFormat, .. ForeignFormats.All.Where(format => format.IsWritten).Select(format => format.Name)];

    /// <summary>The file of weights of a folder that another tool wrote; null where there is none, and for other folders.</summary>
    public static string? WeightsIn(string folder) => Directory.Exists(folder) ? ForeignSource.FileIn(folder) : null;

    /// <summary>True for a file or folder that is a model of another tool, whether or not it can be computed here; false for rows, for models of this library, and for files that are damaged.</summary>
    public static bool IsOfOthers(string path)
    {
        try
        {
            var file = Directory.Exists(path) ? ForeignSource.FileIn(path) : File.Exists(path) ? path : null;
            return file is not null && IsForeign(file) && ForeignSource.Open(file) is { } source && ForeignFormats.All.Any(format => format.Recognises(source));
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Writes the model in a format of <see cref="FormatsWritten"/>. Scaling of the rows is folded into the weights where the format has no place for it.</summary>
    /// <param name="path">The folder that takes its files; for <see cref="OwnFormat"/> the file.</param>
    /// <param name="format">The format's name.</param>
    /// <exception cref="ArgumentException">There is no such format.</exception>
    /// <exception cref="InvalidDataException">The format cannot say what this model does: nothing is written.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path, string format)
    {
        if (format == OwnFormat)
        {
            Save(path);
            return;
        }
        var found = ForeignFormats.All.FirstOrDefault(one => one.IsWritten && one.Name == format)
            ?? throw new ArgumentException($"format: '{MessageText.Visible(format)}' is none that models are written in. Give one of {string.Join(", ", FormatsWritten)}.", nameof(format));
        if (File.Exists(path)) throw new IOException($"{path}: is a file, and a model of {found.Tool} is a folder. Give a folder's name.");
        found.Write(new ForeignOutput(found, path, ModelParts.Of(format, Options.Sparsity, _network.Parameters, _network.Preparation), Origin, isDouble: Options.Precision == Precision.Double));
    }

    private static string WrongRows(ModelOrigin origin, double explained) => string.Create(CultureInfo.InvariantCulture, $"The model explains less than nothing of these rows: explained variance {explained:G4}, where the mean row as the answer to every row has 0. They do not look like those it was made from")
        + $"{(origin.MadeFor.Count == 0 ? "" : $" ({string.Join(", ", origin.MadeFor.Select(entry => $"{entry.Key} {MessageText.Visible(entry.Value)}"))})")}: give rows of that kind, as {origin.Tool} gives them to it.";

    // A file with this library's mark is read as its own, whatever else is in it; one that is damaged is refused there, too.
    private static bool IsForeign(string path)
    {
        if (Directory.Exists(path)) return true;
        var head = new byte[9];
        using (var file = InputFile.OpenRead(path))
        {
            if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length) return false;
            if (!SafetensorsHeader.Recognises(head)) return true;
        }
        using var tensors = SafetensorsFile.OpenPlain(path);
        return !tensors.Metadata.TryGetValue("format", out var format) || !format.StartsWith(OwnFormat, StringComparison.Ordinal);
    }

    private static SparseAutoencoder OfForeign(ForeignSource source, Choices choices)
    {
        var (definition, origin) = ForeignFormats.Read(source);
        var options = new TrainingOptions
        {
            Choices = choices,
            HiddenUnits = definition.HiddenUnits,
            Sparsity = definition.Sparsity,
            Decoder = OutputFunction.Linear,
            WeightDecay = 0,
            Scaling = definition.IsScaled ? new NormScaling() : new NoScaling(),
            Precision = definition.IsDouble ? Precision.Double : Precision.Single,
        };
        return new(options.Precision == Precision.Single ? Open<float>() : Open<double>(), options, new RowFacts(definition.Inputs, definition.Targets, null, null), rows: 0, origin.Version ?? "", run: null, origin);

        IFrozenNetwork Open<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            ParameterTable table;
            try
            {
                table = options.Objective.Table(definition.Inputs, definition.HiddenUnits, tied: false, definition.Targets);
            }
            catch (ArgumentException refusal)
            {
                throw new InvalidDataException($"{source.File}: {refusal.Message}", refusal);
            }
            return new FrozenNetwork<T>(definition.Numbers<T>(source.File, table), options.Objective, definition.Preparation());
        }
    }

    // What a mechanism cannot do without.
    private static bool CanBe(SparsityOptions sparsity) => sparsity is L0Options and not TopKOptions { L0: null } && (sparsity is not L0Options { L0: { } l0 } || l0 > 0);
}
