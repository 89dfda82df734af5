namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>One row in a model: its code, which can be changed unit by unit, and what the decoder makes of that.</summary>
public sealed class RowStudy
{
    private readonly ShownModel _model;
    private readonly double[] _codes;

    /// <param name="model">The model.</param>
    /// <param name="input">The row, in the data's own units.</param>
    /// <exception cref="InvalidDataException">The row is not what the model takes.</exception>
    public RowStudy(ShownModel model, double[] input)
    {
        (_model, Input) = (model, input);
        Learned = model.Model.Encode(input);
        _codes = [.. Learned];
        Plain = Output = Decode([_codes])[0];
        Score = model.Model.Score(Rows.From([input])).ToMatrix<double>().All.ToArray();
    }

    /// <summary>x, in the data's own units.</summary>
    public IReadOnlyList<double> Input { get; }

    /// <summary>The code as the encoder gives it.</summary>
    public IReadOnlyList<double> Learned { get; }

    /// <summary>The code as it is set now.</summary>
    public IReadOnlyList<double> Codes => _codes;

    /// <summary>x̂ of the code as the encoder gives it.</summary>
    public IReadOnlyList<double> Plain { get; }

    /// <summary>x̂ of the code as it is set now.</summary>
    public IReadOnlyList<double> Output { get; private set; }

    /// <summary>The row's score, and after it each input's share (<see cref="SparseAutoencoder.Score(IRows)"/>), of the code as the encoder gives it.</summary>
    public double[] Score { get; }

    /// <summary>‖x − x̂‖², in the data's own units.</summary>
    public double Error => Distance(Output);

    /// <summary>The same for the code as the encoder gives it.</summary>
    public double PlainError => Distance(Plain);

    /// <summary>The greatest activation a unit can be given: 1, or what the encoder gives if that is more; where most codes are 0, twice the row's greatest.</summary>
    public double Most => !_model.Model.Options.Sparsity.CodesAreSparse ? Math.Max(1, Learned.Max()) : Learned.Max() is > 0 and var most ? 2 * most : 1;

    /// <summary>What a unit is given that is switched on: as the encoder has it, or much where that is nothing.</summary>
    /// <param name="unit">Which unit.</param>
    public double On(int unit) => !_model.Model.Options.Sparsity.CodesAreSparse ? Learned[unit] > 0.01 ? Learned[unit] : 1 : Learned[unit] > 0 ? Learned[unit] : Most / 2;

    /// <summary>Active units, the code that is set counted: above 0 where most codes are 0, else above ½.</summary>
    public int Active => _codes.Count(h => h > _model.ActiveAbove);

    /// <summary>The units that are active in the code as the encoder gives it, the strongest first.</summary>
    public IReadOnlyList<int> Strongest => [.. Enumerable.Range(0, Learned.Count).Where(l => Learned[l] > _model.ActiveAbove).OrderByDescending(l => Learned[l]).ThenBy(l => l)];

    /// <summary>True if a unit is not as the encoder has it.</summary>
    public bool Changed => !_codes.SequenceEqual(Learned);

    /// <summary>True if this unit is not as the encoder has it.</summary>
    public bool IsChanged(int unit) => _codes[unit] != Learned[unit];

    /// <summary>Gives a unit another activation, and works out the output again.</summary>
    /// <param name="unit">Which unit.</param>
    /// <param name="activation">From 0 to <see cref="Most"/>; beyond is cut off.</param>
    public void Set(int unit, double activation)
    {
        _codes[unit] = double.IsFinite(activation) ? Math.Clamp(activation, 0, Most) : 0;
        Output = Decode([_codes])[0];
    }

    /// <summary>Gives all units the encoder's activations again.</summary>
    public void Reset()
    {
        for (var l = 0; l < _codes.Length; l++) _codes[l] = Learned[l];
        Output = Plain;
    }

    /// <summary>Units worth a look, those that add most first: h ‖W_d[l]‖ of the encoder's code.</summary>
    /// <param name="count">How many.</param>
    /// <param name="more">Units that are to be among them.</param>
    public IReadOnlyList<UnitShare> Shares(int count, IReadOnlyCollection<int> more)
    {
        ArgumentNullException.ThrowIfNull(more);
        var units = Enumerable.Range(0, _codes.Length).Where(l => Learned[l] > 0).OrderByDescending(l => Learned[l] * _model.DecoderNorm(l)).ThenBy(l => l).Take(count).ToList();
        units.AddRange(more.Except(units));
        if (units.Count == 0) return [];                         // a row on which no unit is active
        var without = Decode([.. units.Select(l => { var code = Learned.ToArray(); code[l] = 0; return code; })]);
        return [.. units.Select((l, i) => new UnitShare(l, Learned[l], Learned[l] * _model.DecoderNorm(l), Distance(without[i]) - PlainError))];
    }

    private double[][] Decode(IReadOnlyList<double[]> codes)
    {
        var outputs = _model.Model.Decode(Rows.From(codes)).ToMatrix<double>();
        return [.. Enumerable.Range(0, codes.Count).Select(r => outputs.Row(r).ToArray())];
    }

    private double Distance(IReadOnlyList<double> output)
    {
        var sum = 0.0;
        for (var j = 0; j < Input.Count; j++) sum += (Input[j] - output[j]) * (Input[j] - output[j]);
        return sum;
    }
}

/// <summary>What a unit does for a row.</summary>
/// <param name="Unit">Which unit.</param>
/// <param name="Activation">h, as the encoder gives it.</param>
/// <param name="Strength">h ‖W_d[l]‖: the length of what it adds before the decoder's last step.</param>
/// <param name="Worth">By how much the squared error grows when it is switched off.</param>
public sealed record UnitShare(int Unit, double Activation, double Strength, double Worth);
