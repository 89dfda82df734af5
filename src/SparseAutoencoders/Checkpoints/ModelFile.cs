namespace SparseAutoencoders;

/// <summary>The model file: one safetensors file with the parameters, the scaling and a description.</summary>
/// <remarks>Tensors: encoder.weight (k, d), encoder.bias (k), W_dec (k, d; free weights only), b_dec (d); for scaled data input.shift (d),
/// input.scale (d), and for zca input.rotation (d, d); where missing values are filled input.fill (d). Of a transcoder W_dec is (k, outputs), b_dec (outputs), and targets have
/// output.shift, output.scale and output.fill (outputs). Metadata: format, config. Numbers are of the model's
/// precision, but for shift, scale and fill where single would lose the rows: those are F64 then, and rows are scaled in double precision.</remarks>
internal sealed class ModelFile : IDisposable
{
    /// <summary>Value of the metadata's "format" for models whose codes lie in (0, 1), and for those of which most codes are 0.</summary>
    public const string Format = "sparse-autoencoders/1", SparseFormat = "sparse-autoencoders/2";

    // Before the names of arrays that another tool's file had besides.
    private const string ExtraPrefix = "origin.";

    private readonly SafetensorsFile _file;
    private readonly string _path;

    private ModelFile(string path, SafetensorsFile file, string config) => (_path, _file, Config) = (path, file, config);

    /// <summary>The description, as JSON.</summary>
    public string Config { get; }

    /// <summary>Writes a model, whole or not at all.</summary>
    /// <exception cref="InvalidDataException">It holds a number with which it could not be read again; nothing is written.</exception>
    public static void Write<T>(string path, Parameters<T> parameters, InputPreparation preparation, string config, bool sparse, IReadOnlyList<ForeignTensor>? extra = null) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var block in parameters.Table.Blocks) Check<T>(path, block.Name, parameters[block.Name].All);
        var tensors = parameters.Table.Blocks.Select(block => SafetensorsContent.Of(block.Name, parameters[block.Name], block.Shape)).ToList();
        tensors.AddRange(Preparing<T>(path, preparation));
        foreach (var one in extra ?? []) tensors.Add(SafetensorsContent.OfBytes(ExtraPrefix + one.Name, one.Type, one.Shape, one.Bytes()));
        WholeFile.Write(path, stream => SafetensorsFile.Write(stream, tensors, new Dictionary<string, string> { ["format"] = sparse ? SparseFormat : Format, ["config"] = config }));
    }

    /// <summary>The tensors of what is done to rows first.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Write"/>.</exception>
    public static IReadOnlyList<SafetensorsContent> Preparing<T>(string path, InputPreparation preparation) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tensors = new List<SafetensorsContent>();
        AddSide("input", preparation);
        if (preparation.Targets is { } targets) AddSide("output", targets);
        return tensors;

        void AddSide(string side, InputPreparation preparation)
        {
            if (preparation.Fill is { } fill) Add($"{side}.fill", fill, wide: fill.Any(number => (float)number != number));
            if (preparation.Normalizer is not { } normalizer) return;
            Add($"{side}.shift", normalizer.Shift, normalizer.IsWide);
            Add($"{side}.scale", normalizer.Scale, normalizer.IsWide);
            if (normalizer.Rotation is { } rotation) AddAs<T>($"{side}.rotation", rotation.All, [rotation.Rows, rotation.Columns]);
        }

        void Add(string name, double[] numbers, bool wide)
        {
            if (wide) AddAs<double>(name, numbers, [numbers.Length]);
            else AddAs<T>(name, numbers, [numbers.Length]);
        }

        void AddAs<TStored>(string name, ReadOnlySpan<double> numbers, long[] shape) where TStored : unmanaged, IBinaryFloatingPointIeee754<TStored>
        {
            var stored = As<TStored>(numbers);
            Check<TStored>(path, name, stored);
            tensors.Add(SafetensorsContent.Of<TStored>(name, stored, shape));
        }
    }

    /// <summary>Refuses numbers that <see cref="Tensors"/> would refuse.</summary>
    /// <exception cref="InvalidDataException">One is not finite.</exception>
    public static void Check<T>(string path, string name, ReadOnlySpan<T> numbers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!RowCheck.AreFinite(numbers))
            throw new InvalidDataException($"{path}: is not written, for the model's {name} holds numbers that are not finite, and could not be read again. Scale the rows (`StandardScaling`), or take a smaller `LearningRate`.");
    }

    /// <summary>Reads a model's description, from a model file or from a run's checkpoint; its tensors are looked at by <see cref="Tensors{T}"/>.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or no model of ours.</exception>
    public static ModelFile Read(string path)
    {
        var file = SafetensorsFile.OpenPlain(path);
        try
        {
            if (!file.Metadata.TryGetValue("format", out var format))
                throw new InvalidDataException($"{path}: not a sparse autoencoder: it is a safetensors file without our format mark. Give a file that `SparseAutoencoder.Save` wrote.");
            if (format is not (Format or SparseFormat or CheckpointFile.Format))
                throw new InvalidDataException($"{path}: a model of format '{MessageText.Visible(format)}'; this version reads '{Format}' and '{SparseFormat}'. Update, or train again.");
            return new ModelFile(path, file, file.Metadata.GetValueOrDefault("config")
                ?? throw new InvalidDataException($"{path}: the model has no description. Train again."));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Arrays that another tool's file had besides.</summary>
    public IReadOnlyList<ForeignTensor> Extra => [.. _file.Tensors.Where(IsExtra).Select(tensor => ForeignTensor.Of(_path, tensor, tensor.Name[ExtraPrefix.Length..]))];

    /// <summary>Whether the file says that it is of a mechanism of this kind.</summary>
    public bool Fits(bool sparse) => _file.Metadata["format"] is CheckpointFile.Format || _file.Metadata["format"] == (sparse ? SparseFormat : Format);

    /// <summary>Reads parameters and scaling, which must have exactly the shapes the description asks for.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing, has another shape or type, is not finite, or is not known.</exception>
    public (Parameters<T> Parameters, InputPreparation Preparation) Tensors<T>(ParameterTable table, bool filled, bool scaled, bool rotated, bool fewRows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var inputs = table.Inputs;
        var expected = table.Blocks.Select(block => (block.Name, block.Shape)).ToList();
        (string Name, int Width)[] sides = table.Targets == 0 ? [("input", inputs)] : [("input", inputs), ("output", table.Targets)];
        foreach (var (side, width) in sides)
        {
            if (filled) expected.Add(($"{side}.fill", [width]));
            if (scaled) expected.AddRange([($"{side}.shift", [width]), ($"{side}.scale", [width])]);
        }
        if (rotated) expected.Add(("input.rotation", [inputs, inputs]));
        var type = typeof(T) == typeof(float) ? "F32" : "F64";
        var mayBeWide = sides.SelectMany(side => (string[])[$"{side.Name}.fill", $"{side.Name}.shift", $"{side.Name}.scale"]).ToList();
        foreach (var (name, shape) in expected)
        {
            var tensor = _file.Find(name)
                ?? throw new InvalidDataException($"{_path}: the model lacks the tensor {name}. Train again.");
            if (!tensor.Shape.SequenceEqual(shape) || (tensor.NumberType != type && !(tensor.NumberType == "F64" && mayBeWide.Contains(name))))
                throw new InvalidDataException($"{_path}: holds {tensor} where the description asks for {name} ({MessageText.Sizes(shape)} {type}). Train again.");
        }
        var checkpoint = _file.Metadata["format"] == CheckpointFile.Format;
        if (_file.Tensors.FirstOrDefault(t => !IsExtra(t) && expected.All(e => e.Name != t.Name) && !(checkpoint && CheckpointFile.Adds(t.Name))) is { } foreign)
            throw new InvalidDataException($"{_path}: holds a tensor {MessageText.Visible(foreign.Name)} that this version does not know. Update, or train again.");

        var parameters = new Parameters<T>(table);
        foreach (var block in table.Blocks) Read(block.Name, parameters[block.Name].All);
        var preparations = sides.Select(side => Preparation(side.Name, side.Width, filled, scaled, rotated, fewRows)).ToList();
        return (parameters, preparations[0] with { Targets = preparations.ElementAtOrDefault(1) });
    }

    private InputPreparation Preparation(string side, int width, bool filled, bool scaled, bool rotated, bool fewRows)
    {
        var fill = filled ? new double[width] : null;
        if (fill is not null) Read<double>($"{side}.fill", fill);
        if (!scaled) return new InputPreparation(fill, null);
        var (shift, scale) = (new double[width], new double[width]);
        Read<double>($"{side}.shift", shift);
        Read<double>($"{side}.scale", scale);
        if (scale.Contains(0)) throw new InvalidDataException($"{_path}: {side}.scale holds a 0, which cannot be undone. Train again.");
        var rotation = rotated ? new Matrix<double>(width, width) : null;
        if (rotation is not null) Read<double>($"{side}.rotation", rotation.All);
        return new InputPreparation(fill, new Normalizer(shift, scale, rotation) { IsWide = _file.Find($"{side}.shift")!.NumberType == "F64", HasFewRows = fewRows });
    }

    private bool IsExtra(SafetensorsTensor tensor) => tensor.Name.StartsWith(ExtraPrefix, StringComparison.Ordinal) && Fits(sparse: true) && _file.Metadata["format"] != CheckpointFile.Format;

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Read<T>(string name, Span<T> numbers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        _file.Read(name, numbers);
        foreach (var number in numbers)
            if (!T.IsFinite(number)) throw new InvalidDataException($"{_path}: {name} holds a number that is not finite. Train again.");
    }

    private static T[] As<T>(ReadOnlySpan<double> numbers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var result = new T[numbers.Length];
        for (var i = 0; i < result.Length; i++) result[i] = T.CreateTruncating(numbers[i]);
        return result;
    }
}
